"""What is measured. Each scenario is made once a database and then called once a round; it gives bytes.

browser   requests through all of our middleware
pages     the pages that people ask for
parts     what a page is made of, alone: its statement, its template, what a post fits
heavy     what takes seconds: the whole board, a large import; a few times, in a copy of the database
"""

from .browser import Browser, Scenario
from .heavy import heavy_ones
from .pages import all_of_them

__all__ = ["Browser", "Scenario", "all_of_them", "heavy_ones"]
