"""The steps of `tauri.*`: what a deployment of a desktop app does, and what its operator may."""
