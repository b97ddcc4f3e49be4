namespace Wattline.Cloud.Portal.Api;

/// <summary>A note as the API shows it.</summary>
/// <param name="Concentrator">Which concentrator told it.</param>
/// <param name="Epoch">In which epoch.</param>
/// <param name="Kiosk">Which kiosk.</param>
/// <param name="Note">The kiosk's number of the note.</param>
/// <param name="State">escrow, credited, returned or suspense.</param>
/// <param name="Endings">Messages that gave it an end; more than one is a fault.</param>
/// <param name="Value">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Account">Whose money it is, or null.</param>
public sealed record NoteView(string Concentrator, string Epoch, string Kiosk, long Note, string State, int Endings, long Value, string Currency, string? Account);
