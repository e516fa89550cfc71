"""What every answer over HTTP has in common, whoever gives it: problems, headers, limits, logs."""
