"""What keeps a certificate true after it was granted: licences looked at again, and renewals."""
