using Wattline.Cloud.Ingest.Queries;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Money as the API shows it.</summary>
/// <param name="Accounts">What was credited.</param>
/// <param name="Notes">What became of each note.</param>
public sealed record PaymentList(IReadOnlyList<AccountTotal> Accounts, IReadOnlyList<NoteView> Notes);
