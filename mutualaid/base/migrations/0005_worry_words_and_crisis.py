
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0004_how_people_join'),
    ]

    operations = [
        migrations.AddField(
            model_name='network',
            name='hold_words',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='words that wait for an organizer'),
        ),
        migrations.AddField(
            model_name='network',
            name='limits_lifted_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='in a crisis: no limits on posts, answers and messages until'),
        ),
        migrations.AddField(
            model_name='network',
            name='worry_words',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, null=True, size=None, verbose_name='words to think twice about'),
        ),
    ]
