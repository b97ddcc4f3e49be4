namespace Wattline.Simulators.Block;

/// <summary>What the cloud knows of a note.</summary>
/// <param name="Kiosk">Which kiosk.</param>
/// <param name="Number">The kiosk's number of the note.</param>
/// <param name="IsInEscrow">True while the cloud was told of no end.</param>
/// <param name="Endings">Messages that gave it an end.</param>
/// <param name="Suspense">Minor units of a piece in suspense, 0 where its value is not known; null when it ended otherwise.</param>
public readonly record struct StoredNote(string Kiosk, long Number, bool IsInEscrow, int Endings, long? Suspense);
