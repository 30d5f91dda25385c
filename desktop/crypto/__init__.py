"""Keys and bytes: every layer of the encryption, without input, output, clock or network."""
