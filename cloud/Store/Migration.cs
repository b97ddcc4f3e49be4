namespace Wattline.Cloud.Store;

/// <summary>One step of a room's tables. Steps are numbered 1, 2, 3 … and are never edited once released: a later step changes what an earlier one made.</summary>
/// <param name="Number">The version of the room's tables after this step.</param>
/// <param name="Sql">
/// Statements that make the step; they run in one transaction with the record of the version. They are SQLite's, and PostgreSQL's when the types
/// INTEGER, TEXT and BLOB, <c>id INTEGER NOT NULL PRIMARY KEY</c> and WITHOUT ROWID are put in its words (64 bits; texts by their bytes; an id that counts).
/// </param>
/// <param name="Postgres">The step for PostgreSQL where it is another.</param>
public sealed record Migration(int Number, string Sql, string? Postgres = null);
