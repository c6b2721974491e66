"""A page in the browser for people without a terminal."""

import requests
import streamlit as st

st.title("Which bird is it?")
recording = st.file_uploader("A recording of at least three seconds")
if recording is not None:
    answer = requests.post(
        "http://localhost:8080/classify", files={"recording": recording}, timeout=60
    )
    st.table(answer.json())
