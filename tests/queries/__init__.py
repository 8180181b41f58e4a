"""Questions of several features, of alarms and of exports, before real stores."""
