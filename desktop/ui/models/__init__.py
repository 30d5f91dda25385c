"""Item models: rows of records with roles and exact change signals; they ask nobody."""
