// Streamlit calls what a component's script returned when its element is taken away, but also
// when newer data came while the script was still on its way: then a later call of the script
// already serves the same element, and nothing of it may be taken down.

function whenGone(parentElement, takeDown) {
  return () => {
    if (!parentElement.isConnected) takeDown();
  };
}
