"""The desk's pages of the road from applicant to decision."""
