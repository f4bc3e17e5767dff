"""`deploy.*`: what runs where, and who keeps others from deploying."""
