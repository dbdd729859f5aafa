/*
 * The same as listen.mjs in C, over the same credentials and the same place among the events.
 *
 *   apt-get install gcc libc6-dev libnats-dev libjansson-dev
 *   cc -Wall -o listen listen.c -lnats -ljansson
 *   ./listen orders.credentials.json
 */
#include <jansson.h>
#include <nats/nats.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PULL_MS 1000
#define RECONNECT_MS 250

static volatile sig_atomic_t stopped = 0;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

static void check(natsStatus status, const char *what)
{
    if (status == NATS_OK)
        return;
    fprintf(stderr, "%s: %s %s\n", what, natsStatus_GetText(status), nats_GetLastError(NULL));
    exit(1);
}

static const char *text_in(const json_t *object, const char *field)
{
    const char *text = json_string_value(json_object_get(object, field));
    if (text != NULL)
        return text;
    fprintf(stderr, "there is no text in the field %s\n", field);
    exit(1);
}

static natsConnection *enter(const json_t *credentials)
{
    natsConnection *connection = NULL;
    natsOptions *options = NULL;
    json_t *servers = json_object_get(credentials, "servers");
    const char *addresses[16];
    int count = 0;
    size_t at;
    json_t *server;

    json_array_foreach(servers, at, server)
        if (count < 16)
            addresses[count++] = json_string_value(server);
    check(natsOptions_Create(&options), "options");
    check(natsOptions_SetServers(options, addresses, count), "servers");
    check(natsOptions_SetUserInfo(options, text_in(credentials, "user"), text_in(credentials, "password")), "user");
    /* The user may be answered under this prefix alone. */
    check(natsOptions_SetCustomInboxPrefix(options, text_in(credentials, "inboxPrefix")), "inboxPrefix");
    /* A broker that goes away is waited for. */
    check(natsOptions_SetMaxReconnect(options, -1), "reconnect");
    check(natsOptions_SetReconnectWait(options, RECONNECT_MS), "reconnect");
    check(natsConnection_Connect(&connection, options), "connect");
    natsOptions_Destroy(options);
    return connection;
}

/* What an event means here. 0 when it could not be dealt with: it is delivered again then. */
static int deal_with(const json_t *event)
{
    const json_t *data = json_object_get(event, "data");

    if (strcmp(text_in(event, "type"), "pagewright.site.VersionPromoted.v1") != 0)
        return 1;
    printf("%s %s: version %lld goes to %s\n", text_in(event, "time"), text_in(data, "site"),
           (long long)json_integer_value(json_object_get(data, "version")), text_in(data, "target"));
    return fflush(stdout) == 0;
}

int main(int count, char **words)
{
    const char *file = count > 1 ? words[1] : "orders.credentials.json";
    json_error_t problem;
    json_t *credentials = json_load_file(file, 0, &problem);
    natsConnection *connection;
    natsSubscription *reader = NULL;
    jsCtx *stream = NULL;
    jsSubOptions options;

    if (credentials == NULL)
    {
        fprintf(stderr, "%s: %s\n", file, problem.text);
        return 1;
    }
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    connection = enter(credentials);
    check(natsConnection_JetStream(&stream, connection, NULL), "JetStream");
    check(jsSubOptions_Init(&options), "options");
    options.Stream = text_in(credentials, "stream");
    options.Consumer = text_in(credentials, "durable");
    check(js_PullSubscribe(&reader, stream, NULL, NULL, NULL, &options, NULL), "durable");

    while (!stopped)
    {
        natsMsgList list = {0};
        natsStatus status = natsSubscription_Fetch(&list, reader, 1, PULL_MS, NULL);

        /* Revoked, or the password was rotated: it does not come back by itself. */
        if (natsConnection_IsClosed(connection))
            check(NATS_CONNECTION_CLOSED, "login");
        if (status != NATS_OK && status != NATS_TIMEOUT)
        {
            fprintf(stderr, "fetch: %s, again\n", natsStatus_GetText(status));
            nats_Sleep(500);
        }
        for (int at = 0; at < list.Count; at++)
        {
            natsMsg *message = list.Msgs[at];
            json_t *event = json_loadb(natsMsg_GetData(message), (size_t)natsMsg_GetDataLength(message), 0, NULL);

            if (event != NULL && deal_with(event))
                status = natsMsg_AckSync(message, NULL, NULL);
            else
                status = natsMsg_NakWithDelay(message, 1000, NULL);
            if (status != NATS_OK)
                fprintf(stderr, "ack: %s\n", natsStatus_GetText(status));
            json_decref(event);
        }
        natsMsgList_Destroy(&list);
    }
    natsSubscription_Destroy(reader);
    jsCtx_Destroy(stream);
    natsConnection_Destroy(connection);
    json_decref(credentials);
    nats_Close();
    return 0;
}
