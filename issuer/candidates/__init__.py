"""From applicant to decision: people, applications, dossiers, registers, decisions and appeals."""
