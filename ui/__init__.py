"""What a person sees, touches and types: the Qt window and the command line."""
