"""Twofold: the record system of a harm-reduction programme, for people who inject drugs and their partners."""
