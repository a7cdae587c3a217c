"""Being on a panel: willing, drawn, voting with reasons, stepping down."""
