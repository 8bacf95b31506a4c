package dev.claviger.local.client;

import com.fasterxml.jackson.databind.JsonNode;

/** What the API answered: a status and a JSON body, which is missing when there was none. */
public record Answer(String request, int status, JsonNode body) {

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Returns the text for people in an error body. */
    public String message() {
        JsonNode message = body.path("message");
        return message.isTextual() ? message.asText() : message.toString();
    }

    /**
     * Returns the body of a success.
     *
     * @throws ApiRefused when it is none
     */
    public JsonNode orThrow() {
        if (!isSuccess()) {
            throw new ApiRefused(this);
        }
        return body;
    }
}
