"""The one script that Streamlit runs; everything it shows is in explorer/ui."""

from explorer.ui.main import show

show()
