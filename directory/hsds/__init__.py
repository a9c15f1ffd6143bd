"""The directory as Open Referral HSDS 3.0: what the API at /hsds/ and the exports say.

    shown       which rows of which table everybody may see: a secret place is in none of them
    rows        our rows -> rows of HSDS tables, by the same tables that the import reads with
    ours        our own words (needs, communities, access) as taxonomies, terms and attributes
    nested      rows -> the objects of HSDS's JSON, whole or in brief, in a constant number of statements
    asking      what an address of the API asks for
    profile     what we say beyond HSDS, and the OpenAPI file

Everything is in the order of its `uuid`, and each value stands as the import reads it back.
"""
