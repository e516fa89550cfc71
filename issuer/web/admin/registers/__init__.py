"""The desk's pages of the registers: who and what is accredited."""
