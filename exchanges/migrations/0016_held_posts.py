
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchanges', '0015_hidden_messages'),
    ]

    operations = [
        migrations.AlterField(
            model_name='post',
            name='hidden_reason',
            field=models.CharField(blank=True, choices=[('safety', 'somebody was not safe'), ('agreement', 'against what we agreed on'), ('private', 'it tells too much about somebody'), ('selling', 'it sells something'), ('mistake', 'a mistake or misunderstanding'), ('other', 'something else'), ('reported', 'somebody reported it, and an organizer looks at it first'), ('held', 'some words in it wait for an organizer, who looks at it first')], max_length=10, verbose_name='why hidden'),
        ),
    ]
