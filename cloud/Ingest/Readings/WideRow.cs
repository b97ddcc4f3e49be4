namespace Wattline.Cloud.Ingest.Readings;

/// <summary>One meter's readings of one slot in a batch.</summary>
/// <param name="Message">The message's place in the batch.</param>
/// <param name="Entry">Its place in the message.</param>
/// <param name="Series">Meter, kind and length, by number.</param>
/// <param name="Told">How many values and explained absences it has.</param>
/// <param name="IsSecond">The message names meter and slot twice: the place of its wide row is taken, and its values are told one by one.</param>
internal readonly record struct WideRow(int Message, int Entry, long Series, int Told, bool IsSecond);
