/** The column of a table that holds the label: its name, or its position among the columns that are used. */
export type LabelColumn = string | { readonly position: "first" | "last" };
