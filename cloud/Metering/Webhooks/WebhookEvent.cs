namespace Wattline.Cloud.Metering.Webhooks;

/// <summary>An event that waits for the other side.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Body">A CloudEvent in JSON.</param>
/// <param name="Tries">How often it was sent already.</param>
public sealed record WebhookEvent(long Id, string Body, int Tries);
