"""The coupled system of lithium films, kinetics and conduction on the cracks of one geometry."""
