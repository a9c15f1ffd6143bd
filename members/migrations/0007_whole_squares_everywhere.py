from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0006_whole_squares'),
    ]

    operations = [
        ValidateConstraint(model_name='person', name='person_has_whole_square_or_none'),
    ]
