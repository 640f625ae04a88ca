//! Debts, payments and handovers as the shell shows them.
