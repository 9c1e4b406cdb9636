"""Resolve: one question, exactly one factor, or the candidates and the reason there is none."""
