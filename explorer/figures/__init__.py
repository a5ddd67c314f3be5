"""Records to plotly figures: no Streamlit, no files."""
