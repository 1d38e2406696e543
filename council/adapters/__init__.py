"""How a submission is handed on to a back office: one module for each way, behind one small protocol."""
