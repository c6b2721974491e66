"""What leaves as a list: findings in the formats that people, editors, servers and forges read."""
