"""What a technician does to a job: steps with their proof, holds, notes and time, the bench."""
