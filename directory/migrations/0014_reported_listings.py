
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0013_merged_listings'),
    ]

    operations = [
        migrations.AlterField(
            model_name='guide',
            name='hidden_reason',
            field=models.CharField(blank=True, choices=[('closed', 'It does not exist any more'), ('wrong', 'Too much of it is wrong'), ('twice', 'It is here twice'), ('unsafe', 'It puts people at risk'), ('asked', 'They asked not to be listed'), ('draft', 'It is not ready yet'), ('gone', 'It is no longer in the directory it comes from'), ('reported', 'Somebody reported it, and it waits for an organizer'), ('other', 'Another reason')], editable=False, max_length=10, verbose_name='why it is hidden'),
        ),
        migrations.AlterField(
            model_name='service',
            name='hidden_reason',
            field=models.CharField(blank=True, choices=[('closed', 'It does not exist any more'), ('wrong', 'Too much of it is wrong'), ('twice', 'It is here twice'), ('unsafe', 'It puts people at risk'), ('asked', 'They asked not to be listed'), ('draft', 'It is not ready yet'), ('gone', 'It is no longer in the directory it comes from'), ('reported', 'Somebody reported it, and it waits for an organizer'), ('other', 'Another reason')], editable=False, max_length=10, verbose_name='why it is hidden'),
        ),
    ]
