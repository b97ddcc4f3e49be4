namespace Wattline.Cloud.Store;

/// <summary>One step of a room's tables. Steps are numbered 1, 2, 3 … and are never edited once released: a later step changes what an earlier one made.</summary>
/// <param name="Number">The version of the room's tables after this step.</param>
/// <param name="Sql">Statements that make the step; they run in one transaction with the record of the version.</param>
public sealed record Migration(int Number, string Sql);
