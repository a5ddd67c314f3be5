"""The app in the browser: pages, components, session state. Streamlit lives here alone."""
