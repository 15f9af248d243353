"""What the contract promised about time reaches sites and jobs here, and is changed here. How it is counted is ``sla``'s."""
