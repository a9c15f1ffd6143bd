"""Small conversations that are about no swap: of somebody who asks to join with the organizers, of a pod.

`kinds.register` says of each kind who takes part, `access` who reads and writes, `actions` what they do,
`pages.context` what `members/_talk.html` shows. Nothing is imported here: the models look `kinds` up.
"""
