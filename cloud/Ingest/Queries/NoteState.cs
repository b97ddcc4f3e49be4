using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>What became of a note or coin.</summary>
/// <param name="Concentrator">Which concentrator told it.</param>
/// <param name="Epoch">In which epoch, 16 hex digits.</param>
/// <param name="Kiosk">Which kiosk.</param>
/// <param name="Note">The kiosk's number of the note.</param>
/// <param name="State">Escrow while nothing else is known.</param>
/// <param name="Endings">How many messages gave it an end; more than one is a fault.</param>
/// <param name="Value">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Account">Whose money it is, or null.</param>
public sealed record NoteState(
    string Concentrator, string Epoch, string Kiosk, long Note, MoneyType State, int Endings, long Value, string Currency, string? Account);
