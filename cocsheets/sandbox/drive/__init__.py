"""Drive's side: files, folders, who may do what with them, and what goes in and out."""
