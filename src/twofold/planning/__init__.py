"""The planning model, asked with the programme's own figures: scenarios, runs, answers, briefs.

It sees counts after disclosure control and never a person. The model is `epi`; the figures are `indicators`.
"""
