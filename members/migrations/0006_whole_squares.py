from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

# A size that is NULL slipped through the check: what it left of a square is no place.
FORGET_HALVES = """
UPDATE members_person SET cell_x = NULL, cell_y = NULL
WHERE cell_m IS NULL AND (cell_x IS NOT NULL OR cell_y IS NOT NULL)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0005_devices_and_numbers'),
    ]

    operations = [
        migrations.RunSQL(FORGET_HALVES, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='person',
            name='person_has_whole_square_or_none',
        ),
        # Holds for what is written from now on; the rows that are there are looked at in the next one, unlocked.
        AddConstraintNotValid(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cell_m__isnull', True), ('cell_x__isnull', True), ('cell_y__isnull', True)), models.Q(('cell_m__isnull', False), ('cell_x__isnull', False), ('cell_y__isnull', False), ('cell_m__in', [500, 1000, 2000, 4000])), _connector='OR'), name='person_has_whole_square_or_none'),
        ),
    ]
