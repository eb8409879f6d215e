import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UsedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, verbose_name='key')),
                ('answer', models.CharField(blank=True, max_length=2000, verbose_name='answer')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'used form key',
                'verbose_name_plural': 'used form keys',
                'indexes': [models.Index(fields=['at'], name='used_key_age')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='used_key_once')],
            },
        ),
    ]
