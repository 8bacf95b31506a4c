# What a pipeline needs from Claviger. Host and login come from the environment, see README.md.
terraform {
  required_version = ">= 1.11"
  required_providers {
    infisical = {
      source  = "infisical/infisical"
      version = ">= 0.19"
    }
  }
}

provider "infisical" {}

variable "organization_id" {
  type = string
}

variable "gitlab_url" {
  type    = string
  default = "https://gitlab.com"
}

# The number of the GitLab project whose jobs may read. Names can change hands, numbers cannot.
variable "gitlab_project_id" {
  type = string
}

variable "audience" {
  type    = string
  default = "https://claviger.example.com"
}

variable "gitlab_token" {
  type      = string
  sensitive = true
}

variable "database_password" {
  type      = string
  ephemeral = true
}

resource "infisical_project" "shop" {
  name                  = "Shop"
  slug                  = "shop"
  has_delete_protection = true # set it to false before you destroy
}

resource "infisical_project_environment" "canary" {
  project_id = infisical_project.shop.id
  name       = "Canary"
  slug       = "canary"
}

resource "infisical_secret_folder" "database" {
  project_id       = infisical_project.shop.id
  environment_slug = infisical_project_environment.canary.slug
  folder_path      = "/"
  name             = "database"
}

# Write-only: the value is in no state and no plan.
resource "infisical_secret" "database_password" {
  workspace_id     = infisical_project.shop.id
  env_slug         = infisical_project_environment.canary.slug
  folder_path      = "/${infisical_secret_folder.database.name}"
  name             = "PASSWORD"
  value_wo         = var.database_password
  value_wo_version = 1
}

# Jobs of one GitLab project, on protected refs only.
resource "infisical_identity" "pipeline" {
  name   = "shop pipeline"
  role   = "no-access"
  org_id = var.organization_id
}

resource "infisical_identity_oidc_auth" "gitlab" {
  identity_id        = infisical_identity.pipeline.id
  oidc_discovery_url = var.gitlab_url
  bound_issuer       = var.gitlab_url
  bound_audiences    = [var.audience]
  bound_claims = {
    project_id    = var.gitlab_project_id
    ref_protected = "true"
  }
  access_token_ttl     = 3600
  access_token_max_ttl = 3600
}

resource "infisical_project_role" "reader" {
  project_id  = infisical_project.shop.id
  name        = "Reads canary"
  slug        = "reads-canary"
  description = "Reads secrets of the environment canary"
  permissions_v2 = [{
    subject    = "secrets"
    action     = ["describeSecret", "readValue"]
    conditions = jsonencode({ environment = { "$eq" = infisical_project_environment.canary.slug } })
  }]
}

resource "infisical_project_identity" "pipeline" {
  project_id  = infisical_project.shop.id
  identity_id = infisical_identity.pipeline.id
  roles       = [{ role_slug = infisical_project_role.reader.slug }]
}

# The same secrets as variables of the GitLab project, for jobs that cannot log in.
resource "infisical_app_connection_gitlab" "gitlab" {
  name   = "gitlab"
  method = "access-token"
  credentials = {
    instance_url      = var.gitlab_url
    access_token      = var.gitlab_token
    access_token_type = "project"
  }
}

resource "infisical_secret_sync_gitlab" "shop" {
  name          = "shop-variables"
  project_id    = infisical_project.shop.id
  environment   = infisical_project_environment.canary.slug
  secret_path   = "/database"
  connection_id = infisical_app_connection_gitlab.gitlab.id
  sync_options = {
    initial_sync_behavior   = "overwrite-destination"
    disable_secret_deletion = true
    key_schema              = "SHOP_{{secretKey}}"
  }
  destination_config = {
    scope               = "project"
    project_id          = var.gitlab_project_id
    target_environment  = "*"
    should_mask_secrets = true
  }
}

# Reading without leaving the value in the state.
ephemeral "infisical_secret" "database_password" {
  workspace_id = infisical_project.shop.id
  env_slug     = infisical_project_environment.canary.slug
  folder_path  = "/database"
  name         = infisical_secret.database_password.name
}
