"""The relay's database: SQL stands here and nowhere else."""
