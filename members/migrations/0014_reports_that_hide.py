
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0013_second_step_by_passkey'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='line_hidden_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='line and photo hidden'),
        ),
        migrations.AddField(
            model_name='report',
            name='hid_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='out of sight since'),
        ),
        migrations.AlterField(
            model_name='report',
            name='category',
            field=models.CharField(choices=[('safety', 'Somebody is not safe: violence or threats, being followed or stalked, an address or other private details made public'), ('hurtful', 'Hurtful: insults, hate, pressure'), ('money', 'Asks for money, codes or favours in return'), ('untrue', 'Not true, or not theirs to share'), ('other', 'Something else')], max_length=10, verbose_name='about'),
        ),
        migrations.AlterField(
            model_name='report',
            name='subject_id',
            field=models.CharField(max_length=120),
        ),
    ]
