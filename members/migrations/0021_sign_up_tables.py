
import django.db.models.deletion
import django.utils.timezone
import mutualaid.base.crypto
import mutualaid.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0020_pods_side_by_side'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignUpTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=mutualaid.base.ids.public_id, editable=False, max_length=12, unique=True)),
                ('code', mutualaid.base.crypto.EncryptedTextField()),
                ('code_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opened')),
                ('until', models.DateTimeField(verbose_name='open until')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.person')),
            ],
            options={
                'verbose_name': 'sign-up table',
                'verbose_name_plural': 'sign-up tables',
                'ordering': ['-pk'],
            },
        ),
    ]
