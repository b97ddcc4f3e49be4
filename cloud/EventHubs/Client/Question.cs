using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>A question to <c>$management</c>: it waits for the connection and its right, and is asked again after what passes by itself.</summary>
public sealed class Question
{
    private readonly HubClient _client;
    private readonly SmallMessage _request;
    private readonly Action<AmqpMap?, AmqpError?> _answered;
    private readonly Backoff _retry;
    private long _askAt;
    private bool _awaitsPermit;
    private bool _isAsked;
    private bool _isOver;

    internal Question(HubClient client, SmallMessage request, Action<AmqpMap?, AmqpError?> answered)
    {
        (_client, _request, _answered) = (client, request, answered);
        _retry = new Backoff(client.Random, client.Settings.RetryLeast, client.Settings.RetryMost);
    }

    internal long NextWake => _isAsked || _awaitsPermit ? long.MaxValue : _askAt;

    /// <summary>No answer is wanted any more, and none will come.</summary>
    public void Abandon()
    {
        _isOver = true;
        _client.Forget(this);
    }

    internal bool IsDue(long now) => !_isAsked && !_isOver && now >= _askAt;

    /// <summary>Notes whether it may be asked; a refusal is an answer.</summary>
    internal bool IsPermitted(bool permitted, AmqpError? refusal, long now)
    {
        // Until the answer comes the token's keeper knows what is due.
        _awaitsPermit = !permitted && refusal is null;
        if (refusal is not null)
        {
            Answer(null, refusal, now);
        }
        return permitted && refusal is null;
    }

    internal void Ask(RequestChannel? channel, long now)
    {
        if (channel is null)
        {
            Answer(null, new AmqpError(ErrorCondition.ConnectionForced, "No session or handle is left."), now);
            return;
        }
        _isAsked = true;
        channel.Ask(_request, now, (answer, error) =>
        {
            long status = answer?.Application["status-code"]?.Integer ?? answer?.Application["statusCode"]?.Integer ?? 0;
            var map = status == 200 ? answer?.Body.Map : null;
            Answer(map, map is null ? error ?? ErrorOf(answer, status) : null, _client.Now);
        });
    }

    internal void End()
    {
        if (!_isOver)
        {
            Abandon();
            _answered(null, new AmqpError(ErrorCondition.OperationCancelled, "The client was stopped."));
        }
    }

    private void Answer(AmqpMap? map, AmqpError? error, long now)
    {
        (_isAsked, _awaitsPermit) = (false, false);
        if (_isOver)
        {
            return;
        }
        if (map is null && Failures.KindOf(error) is FailureKind.Transient or FailureKind.Busy)
        {
            _askAt = now + _retry.Next();
            return;
        }
        Abandon();
        _answered(map, error);
    }

    private static AmqpError ErrorOf(SmallMessage? answer, long status) => new(
        answer?.Application["error-condition"]?.Text ?? answer?.Application["errorCondition"]?.Text
            ?? (status == 404 ? ErrorCondition.NotFound : status == 401 ? ErrorCondition.UnauthorizedAccess : ErrorCondition.InternalError),
        answer?.Application["status-description"]?.Text ?? answer?.Application["statusDescription"]?.Text);
}
