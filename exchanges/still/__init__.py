"""“Still so?”: who is asked when, how they answer from a mail, and what waits for their answer."""
