"""What is done with clients day by day: contacts and supplies, due lists. Invitations, groups and referrals come here."""
