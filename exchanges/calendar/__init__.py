"""Days and times: of posts and rules, of one person, of a week, and as a file for somebody's calendar."""
